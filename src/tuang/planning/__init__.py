"""Who makes what, which furnace melts what when, who has the shared machine."""
