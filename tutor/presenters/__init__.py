"""What pages show: models turned into plain values, nothing decided."""
