"""`/troubadour …`: what manages rather than makes."""
