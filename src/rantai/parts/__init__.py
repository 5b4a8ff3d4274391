"""What is made: parts, revisions, grades, characteristics, control plans, approvals."""
