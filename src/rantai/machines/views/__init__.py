"""Pages of the machines: the board and its dossiers, the queue, the gifts."""
