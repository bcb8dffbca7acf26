"""Errors become answers here, and only here: a page with a sentence, or JSON for programs."""

import logging

from flask import Flask, Response, flash, jsonify, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from studyhub.core.errors import (
    Conflict,
    Forbidden,
    Invalid,
    NotFound,
    StudyHubError,
    TooMany,
    Unauthenticated,
)
from studyhub.web.kit.permission import is_api_path
from studyhub.web.kit.rendering import render

log = logging.getLogger(__name__)

STATUS: dict[type[StudyHubError], int] = {
    Unauthenticated: 401,
    Forbidden: 403,
    NotFound: 404,
    Conflict: 409,
    Invalid: 400,
    TooMany: 429,
}

# What a person reads when the web server's own rules refuse a request.
SENTENCES = {
    400: "请求的内容不完整或格式不对，请返回上一页重试。",
    403: "您的身份没有这项权限。如确有需要，请联系管理员。",
    404: "没有找到这个页面，它可能已被移走。",
    405: "这个地址不支持这种操作。",
    408: "网络太慢，请求没有传完，请重试。",
    413: "内容太大，没有保存。请把文件拆成几份、压缩里面的图片，或者把文字分几次提交。",
    415: "请求内容的类型不对。",
    429: "操作太频繁，请稍后再试。",
    500: "系统出了一点问题，已经记录下来。请稍后重试；答题中已显示“已保存”的答案不会丢失。",
    503: "现在使用的人很多，请稍等几秒再试。",
}


def init_problems(app: Flask) -> None:
    """Answer every error with a sentence."""
    app.register_error_handler(StudyHubError, _answer_domain)
    app.register_error_handler(CSRFError, _answer_csrf)
    app.register_error_handler(HTTPException, _answer_http)
    app.register_error_handler(Exception, _answer_unforeseen)


def _answer_domain(error: StudyHubError) -> ResponseReturnValue:
    status = STATUS.get(type(error), 400)
    if isinstance(error, Unauthenticated) and not is_api_path():
        target = request.full_path.rstrip("?") if request.method == "GET" else None
        return redirect(url_for("account_sign_in.view", next=target if target != "/" else None))
    fields = error.fields if isinstance(error, Invalid) else {}
    response = answer(status, error.code, error.message, fields)
    if isinstance(error, TooMany):
        response.headers["Retry-After"] = str(error.retry_after)
    return response


def _answer_csrf(_error: CSRFError) -> ResponseReturnValue:
    if is_api_path():
        return answer(400, "csrf", SENTENCES[400])
    flash("页面停留太久或已在别处登录，刚才的操作没有执行，请再试一次。", "warning")
    return redirect(
        request.path if request.endpoint == "account_sign_in.view" else url_for("learner_home.view")
    )


def _answer_http(error: HTTPException) -> ResponseReturnValue:
    if error.code is None or error.code < 400:
        return error.get_response()
    status = 400 if error.code == 422 else error.code
    fields = _field_messages(getattr(error, "data", None))
    response = answer(
        status, error.name.lower().replace(" ", "_"), SENTENCES.get(status, SENTENCES[400]), fields
    )
    for name, value in error.get_headers():
        if name in {"Allow", "Retry-After"}:
            response.headers[name] = value
    return response


def _answer_unforeseen(error: Exception) -> ResponseReturnValue:
    log.exception("unforeseen error at %s %s", request.method, request.path, exc_info=error)
    return answer(500, "internal", SENTENCES[500])


def answer(status: int, code: str, message: str, fields: dict[str, str] | None = None) -> Response:
    """An error as this request's door shows it: JSON for programs, a page for people."""
    if is_api_path():
        response = jsonify(code=code, message=message, fields=fields or {})
    else:
        response = Response(
            render("errors/problem.html", status=status, message=message), mimetype="text/html"
        )
    response.status_code = status
    return response


def _field_messages(data: object) -> dict[str, str]:
    """flask-smorest's error details, {"messages": {"json": {field: [sentence]}}}, as field -> sentence."""
    messages = data.get("messages") if isinstance(data, dict) else None
    found: dict[str, str] = {}
    for part in messages.values() if isinstance(messages, dict) else ():
        for field, sentences in part.items() if isinstance(part, dict) else ():
            found[str(field)] = (
                "；".join(map(str, sentences)) if isinstance(sentences, list) else str(sentences)
            )
    return found
