"""Reads about helping: who was helped lately, who fell behind, and what came after."""
