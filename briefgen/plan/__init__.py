"""Floor 3. Articles to recipes: group by region and date, order, link, check across files."""
