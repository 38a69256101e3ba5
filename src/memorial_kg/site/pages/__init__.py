"""The pages of the site, a module for each kind: from the site to pages, with everything that their templates show."""
