"""HTTP to intent and back; decides nothing."""
