"""What a fault of a file is, and what to do about it, in the reader's language."""

from content.language import gettext, gettext_noop

_SPREADSHEET = gettext_noop("Write the column as text in your spreadsheet, and save the file again.")
# What is wrong; what to do. `%(value)s` is the value of the fault.
FAULTS = {
    "password": (
        gettext_noop("There is a column of passwords."),
        gettext_noop("Take it out. Accounts come without passwords: print sign-in cards."),
    ),
    "twice": (
        gettext_noop("Two columns mean the same."),
        gettext_noop("Take one of them out, or call it something else."),
    ),
    "no_column": (gettext_noop("This column is missing."), gettext_noop("Add it to the first line.")),
    "no_id_column": (
        gettext_noop("No column says who is who."),
        gettext_noop("Add a column “id” with the school’s number of each person, or a column “user name”."),
    ),
    "many_cells": (
        gettext_noop("The line has %(value)s cells, more than the first line."),
        gettext_noop("Put a name that holds the separator between quotation marks."),
    ),
    "quotation": (
        gettext_noop("A cell goes over several lines."),
        gettext_noop("Look for a quotation mark that is not closed."),
    ),
    "no_id": (
        gettext_noop("There is neither an id nor a user name."),
        gettext_noop("Give one of them, so that the person is found again next time."),
    ),
    "shortened": (
        gettext_noop("A spreadsheet has shortened the number to %(value)s."),
        _SPREADSHEET,
    ),
    "long": (gettext_noop("It has more than %(value)s characters."), gettext_noop("Make it shorter.")),
    "username": (
        gettext_noop("“%(value)s” cannot be a user name."),
        gettext_noop("Use letters, digits and . @ + - _ without spaces."),
    ),
    "no_name": (
        gettext_noop("The person has no name."),
        gettext_noop("Give a given name, a family name, or both."),
    ),
    "role": (
        gettext_noop("“%(value)s” is no role here."),
        gettext_noop("Write “student” or “teacher”; an empty cell is a student."),
    ),
    "no_class_name": (
        gettext_noop("A class has an id and no name."),
        gettext_noop("Give the name of the class."),
    ),
    "class_differs": (
        gettext_noop("Another line calls this class “%(value)s”."),
        gettext_noop("Give the class one name, or two ids."),
    ),
    "differs": (
        gettext_noop("Line %(value)s tells something else about this person."),
        gettext_noop("Make name, role and user name the same on all lines of a person."),
    ),
    "same_username": (
        gettext_noop("Line %(value)s gives this user name to somebody else."),
        gettext_noop("Give each person a user name of their own, or none."),
    ),
    "protected": (
        gettext_noop("This is the account of an author or administrator."),
        gettext_noop("Take the person out of the list, or change the account by hand."),
    ),
    "username_taken": (
        gettext_noop("The user name belongs to somebody whom this list knows by another id."),
        gettext_noop("Check the id and the user name of both."),
    ),
    "other_username": (
        gettext_noop("The person is here already, with another user name."),
        gettext_noop("Correct the user name, or leave it empty."),
    ),
}
UNREADABLE = {
    "empty": gettext_noop("The file is empty. Please choose the one that you saved last."),
    "binary": gettext_noop("This is no table of text. In a spreadsheet, choose “Save as”, then CSV."),
    "long": gettext_noop("The file has more than 10,000 lines, or a cell without an end. Please split it."),
    "letters": gettext_noop(
        "The letters of this file could not be read. In a spreadsheet, choose “Save as”, then “CSV UTF-8”."
    ),
}


def describe_fault(code: str, value: str) -> tuple[str, str]:
    """Return what is wrong, and what to do."""
    wrong, todo = FAULTS[code]
    return gettext(wrong) % {"value": value}, gettext(todo)


def describe_unreadable(code: str) -> str:
    """Return why a file could not be read, and what to do."""
    return gettext(UNREADABLE[code])
