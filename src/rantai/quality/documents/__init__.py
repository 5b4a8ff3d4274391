"""The 8D on paper and as a workbook, from the same records as its page."""
