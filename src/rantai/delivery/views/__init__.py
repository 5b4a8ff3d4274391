"""Pages of this room: the board, boxes, shipments, certificates, receipts, and the public page."""
