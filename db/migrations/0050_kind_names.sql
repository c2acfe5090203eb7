-- The name of a kind stands in messages before its number: «Công văn chỉ đạo 305/LĐLĐ» reads as a document's name.
update directive_kind set name_vi = 'Công văn chỉ đạo', name_en = 'Official letter' where code = 'chi_dao';
