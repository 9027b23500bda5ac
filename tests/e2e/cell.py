"""A picture with places: a plant cell, drawn for the tests."""

CELL = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 120 80">
<rect x="2" y="2" width="116" height="76" rx="12" fill="#dff0d8" stroke="#3c763d" stroke-width="3"/>
<circle cx="42" cy="38" r="14" fill="#b18cd9"/><circle cx="31" cy="30" r="4" fill="#5b3b8c"/>
<ellipse cx="85" cy="40" rx="22" ry="26" fill="#bcdff1"/>
<path d="M20 62h24l-6 8H26z" fill="#e7a33e"/></svg>"""
