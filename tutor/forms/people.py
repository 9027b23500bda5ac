"""What people send about their own account."""

from django import forms


class AddressForm(forms.Form):
    """An e-mail address."""

    email = forms.EmailField(max_length=254)
