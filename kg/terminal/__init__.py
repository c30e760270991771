"""The command line's means: how a command runs, its options, what the shell completes, how answers print."""
