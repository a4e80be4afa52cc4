"""HTTP without domain: fields, filters, headers, error pages, paging, drafts."""
