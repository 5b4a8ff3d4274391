"""Packing, labels, certificates, despatch and the customer's receipts."""
