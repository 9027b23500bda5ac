"""What is known of variants that chance chooses among."""
