"""May this gauge be trusted: repeatability, reproducibility, bias, agreement."""
