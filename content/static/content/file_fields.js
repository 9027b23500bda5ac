// The theme writes the name of a chosen file into the first text field near it, whatever that is for: the
// licence of a course would be called as its file. A field that has its mark is left alone.
for (const field of document.querySelectorAll("input[type=file]")) field.hasChangeListener = true;
