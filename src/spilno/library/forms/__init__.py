from spilno.library.forms.documents import DocumentForm, PublishForm, VersionForm
from spilno.library.forms.help import HelpFilter, HelpForm
from spilno.library.forms.images import ImageForm, NewImageForm

__all__ = ["DocumentForm", "HelpFilter", "HelpForm", "ImageForm", "NewImageForm", "PublishForm", "VersionForm"]
