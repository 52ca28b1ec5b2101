"""The register: who came."""
