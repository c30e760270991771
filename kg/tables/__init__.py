"""The reviewed tables: read, checked at the door, and gathered into reports and what they share."""
