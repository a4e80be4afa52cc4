"""Forms of reports: homes, self-assessment, the yearly report."""
