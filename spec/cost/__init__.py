"""What a strategy costs its readers and its writer, counted on its page.

The page's functions run on plain values in a memory that nobody else touches, and every access,
barrier, section and comparison is noted. Doing so for lists of 1, 2, 3 and 4 zones gives each count
as a function of the length. Nothing about any page is written down here.

``architecture`` says what a kernel primitive is on x86-64 and arm64, ``recording`` notes what is
done and ``comparison`` what a page compares, ``rehearsal`` runs a page, ``tally`` counts,
``affine`` finds the function, ``price`` puts a strategy's cost together, ``wording`` and ``table``
print it.
"""
