"""What a person types about a text or a file."""

from __future__ import annotations

from django import forms

from anning.services.intake import About
from anning.web.components.words import from_field

DIRECTIONS = [("in", "对方发来"), ("out", "我发出")]


class AboutForm(forms.Form):
    """Who, when, which number, what was said; nothing is required, because often not all is known."""

    at = forms.CharField(required=False)
    direction = forms.ChoiceField(choices=DIRECTIONS, required=False)
    address = forms.CharField(required=False, max_length=200)
    name = forms.CharField(required=False, max_length=200)
    text = forms.CharField(required=False, max_length=200_000)
    channel = forms.ChoiceField(
        choices=[("sms", "短信"), ("wechat", "微信"), ("email", "邮件"), ("note", "我自己记下的")],
        required=False,
    )

    def clean_at(self) -> int | None:
        """The time as an instant, China time."""
        try:
            return from_field(self.cleaned_data["at"])
        except ValueError:
            raise forms.ValidationError("时间看不懂，请从日历里选，或写成 2026-03-05T21:30") from None

    def about(self, **fixed: object) -> About:
        """As the services take it."""
        given = {key: value for key, value in self.cleaned_data.items() if value not in (None, "")}
        return About(**{**given, **fixed})
