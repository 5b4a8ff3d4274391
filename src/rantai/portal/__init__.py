"""The house's front door: settings, addresses, base pages, home pages, search, the ministry."""
