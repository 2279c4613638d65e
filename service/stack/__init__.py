"""Starting the whole product on one machine: programs found, children watched, a home laid out."""
