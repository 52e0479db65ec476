"""Builds the FastAPI app, the second door to the services: session, pack, sync, health."""

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.openapi.utils import get_openapi
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from app.api import (
    calendars,
    certificates,
    deps,
    device,
    feedback,
    health,
    imports,
    joining,
    needs,
    own_record,
    pack,
    password,
    records,
    session,
    sheets,
    shifts,
    sync,
    volunteer_export,
)
from app.api.guard import no_page
from app.config import VERSION
from app.errors import AppError, Invalid


def _said(error: AppError, request: Request) -> JSONResponse:
    body = {"code": error.code, "message": error.sentence(deps.language(request))}
    return JSONResponse(body, status_code=error.status)


async def _expected(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, AppError)
    return _said(error, request)


async def _misshapen(request: Request, error: Exception) -> JSONResponse:
    return _said(Invalid("malformed", "发来的内容不对，请检查。", "What was sent does not fit."), request)


async def _plain(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)
    said = no_page() if error.status_code == 404 else AppError("method", "不能这样用。", "This cannot be used in this way.")
    said.status = error.status_code
    return _said(said, request)


def build() -> FastAPI:
    """The API with its documents off; errors are `{"code","message"}` everywhere."""
    made = FastAPI(title="Linli", version=VERSION, docs_url=None, redoc_url=None, openapi_url=None)
    for part in (health, session, password, device, pack, sync, imports, feedback, own_record, sheets, shifts, needs, joining, certificates, calendars, volunteer_export):
        made.include_router(part.router)
    made.add_exception_handler(AppError, _expected)
    made.add_exception_handler(RequestValidationError, _misshapen)
    made.add_exception_handler(HTTPException, _plain)
    return made


def openapi() -> dict[str, object]:
    """The OpenAPI document, with the closed union of record kinds in it."""
    document = get_openapi(title="Linli", version=VERSION, routes=build().routes)
    schemas = records.Batch.model_json_schema(ref_template="#/components/schemas/{model}")
    parts = document.setdefault("components", {}).setdefault("schemas", {})
    parts.update(schemas.pop("$defs", {}))
    parts["Batch"] = schemas
    return document


api = build()
