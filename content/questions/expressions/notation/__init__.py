"""How answers are typed: from letters to trees, and from trees to TeX."""
