"""安宁: keep the evidence, know the law, answer abusive debt collection."""
