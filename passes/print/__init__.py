"""Paper: print-ready vector PDF with embedded fonts."""
