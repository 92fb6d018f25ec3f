"""The few pages a person opens: sign in, and the list of issues."""

from html import escape
from urllib.parse import parse_qs

from fastapi import APIRouter, Cookie, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from specivo.issues import list_issues
from specivo.sessions import COOKIE, login_of, sign

router = APIRouter()
STAND_IN = "<p>A stand-in for Specivo, from Lockkeeper's lab.</p>"


@router.get("/")
def home(specivo_session: str | None = Cookie(None)) -> Response:
    return RedirectResponse("/issues" if login_of(specivo_session) else "/login", status_code=302)


@router.get("/login")
def login_page() -> HTMLResponse:
    return HTMLResponse(
        f"<h1>Specivo</h1>{STAND_IN}<form method=post><input name=login value=admin> <button>Sign in</button></form>"
    )


@router.post("/login")
async def sign_in(request: Request) -> RedirectResponse:
    login = parse_qs((await request.body()).decode()).get("login", ["admin"])[0]
    response = RedirectResponse("/issues", status_code=303)
    response.set_cookie(COOKIE, sign(login), httponly=True)
    return response


@router.get("/issues")
def issues_page(specivo_session: str | None = Cookie(None)) -> Response:
    login = login_of(specivo_session)
    if login is None:
        return RedirectResponse("/login", status_code=302)
    listed = list_issues()
    items = "".join(f"<li>{escape(issue['title'])}</li>" for issue in listed["issues"])
    return HTMLResponse(f"<h1>{listed['total']} issues, signed in as {escape(login)}</h1>{STAND_IN}<ul>{items}</ul>")
