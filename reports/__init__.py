"""What people take away: exports that no spreadsheet can be tricked with."""
