"""QTI 1.2, as Common Cartridge, Canvas and many older systems write it."""
