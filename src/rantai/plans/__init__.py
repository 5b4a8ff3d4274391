"""Who makes what: allocations over member workshops and their work orders."""
