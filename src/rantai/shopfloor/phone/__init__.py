"""The app that a workshop's phone keeps: its files, its icons and its words."""
