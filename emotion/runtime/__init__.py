"""What serves a face: finding it, cropping it, and running the exported networks. No Django, no torch."""
