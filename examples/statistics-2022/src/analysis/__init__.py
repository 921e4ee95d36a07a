"""What only this book needs: one module per chapter, which prepares its tables and the values of its sentences."""
