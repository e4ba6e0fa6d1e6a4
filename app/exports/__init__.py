"""What an office hands in afterwards: results and boards as workbooks, from which anybody can recompute them."""
