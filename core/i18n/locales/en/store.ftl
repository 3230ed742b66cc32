# Sentences of the store: what is said when something could not be kept or is gone.

store-full = My disk is full, so I could not save this. Ask whoever runs me to free some space, then try again.
store-failed = I could not reach my storage, so this was not saved. Try again; if it happens again, tell whoever runs me.
blob-missing = This file is gone: it was deleted, or it has expired. Make it again or attach it again.
