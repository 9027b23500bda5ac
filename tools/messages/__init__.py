"""The catalogues of messages: what is to be translated, and what a catalogue must keep to."""
