"""The pages as files that any host of files serves: nothing of the server is needed to read them."""
