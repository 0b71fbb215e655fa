"""Papers of a case: built from what it knows, written as DOCX to edit and as tagged PDF to file."""
