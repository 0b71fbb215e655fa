"""Papers as data, written as DOCX to edit and as tagged PDF to file; what they say comes from the apps above."""
