"""What can be asked on a command line: a module a command, none imported before its turn."""
