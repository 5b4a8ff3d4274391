"""The dossier of a code: everything behind it, everything ahead, and where each piece is now."""
