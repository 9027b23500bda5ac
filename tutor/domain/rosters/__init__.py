"""People and classes as a school's list wants them, compared with what is there. Functions on values."""
