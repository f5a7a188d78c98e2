"""An assessment as a document: JSON for other programs, text for a terminal."""
