"""Control charts, their run rules, and whether what they show is stable."""
