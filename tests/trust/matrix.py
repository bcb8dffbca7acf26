"""Who gets what at which address: written by hand, beside the policy and not from it.

A cell is one outcome wherever the thing lies, or four: for a thing of A1, of A2 beside it, of the root above both, and of
the foreign B1 (of attempts and imports the third is that of somebody else of one's own range). Outcomes: ok (anything
but the others), sign-in (led there), 401, 403, 404.
"""

from dataclasses import dataclass

from werkzeug.routing import Map

from tests.trust.world import PLACES, ROLES

TABLE = """
endpoint                       method kind             visitor member         secretary      organiser      administrator  root

static                         GET    -                ok      ok             ok             ok             ok             ok
health.healthz                 GET    -                ok      ok             ok             ok             ok             ok
health.readyz                  GET    -                ok      ok             ok             ok             ok             ok
account_sign_in.view           GET    -                ok      ok             ok             ok             ok             ok
account_sign_in.view           POST   -                ok      ok             ok             ok             ok             ok
account_sign_out.leave         POST   -                sign-in ok             ok             ok             ok             ok
account_password.edit          GET    -                sign-in ok             ok             ok             ok             ok
account_password.edit          POST   -                sign-in ok             ok             ok             ok             ok
account_sessions.index         GET    -                sign-in ok             ok             ok             ok             ok
account_sessions.revoke        POST   -                sign-in ok             ok             ok             ok             ok

learner_home.view              GET    -                sign-in ok             ok             ok             ok             ok
learner_me.view                GET    -                sign-in ok             ok             ok             ok             ok
learner_points.view            GET    -                sign-in ok             ok             403            403            403
learner_study_units.index      GET    -                sign-in ok             ok             403            403            403
learner_study_units.view       GET    study_unit       sign-in ok/404/ok/404  ok/404/ok/404  403            403            403
learner_study_units.view       GET    study_unit_draft sign-in 404            404            403            403            403
learner_study_units.picture    GET    study_unit_picture sign-in ok/404/ok/404 ok/404/ok/404 403            403            403
learner_study_units.picture    GET    study_unit_draft_picture sign-in 404    404            403            403            403
learner_recordings.file        GET    study_unit_recording sign-in ok/404/ok/404 ok/404/ok/404 403          403            403
learner_recordings.file        GET    study_unit_draft_recording sign-in 404  404            403            403            403
learner_corrections.index      GET    study_unit       sign-in ok/404/ok/404  ok/404/ok/404  403            403            403
learner_corrections.index      GET    study_unit_draft sign-in 404            404            403            403            403
learner_corrections.acknowledge POST  study_unit       sign-in ok/404/ok/404  ok/404/ok/404  403            403            403
learner_checks.answer          POST   section_check    sign-in ok/404/ok/404  ok/404/ok/404  403            403            403
learner_paragraph_questions.new GET   paragraph        sign-in ok/404/ok/404  ok/404/ok/404  403            403            403
learner_paragraph_questions.new POST  paragraph        sign-in ok/404/ok/404  ok/404/ok/404  403            403            403
learner_paragraph_questions.index GET -                sign-in ok             ok             403            403            403
learner_notes.index            GET    -                sign-in ok             ok             403            403            403
learner_notes.export           GET    -                sign-in ok             ok             403            403            403
learner_programmes.view        GET    programme        sign-in ok/404/ok/404  ok/404/ok/404  403            403            403
learner_programmes.view        GET    programme_draft  sign-in 404            404            403            403            403
learner_programmes.choose      POST   elective         sign-in ok/404/ok/404  ok/404/ok/404  403            403            403
learner_programmes.give_back   POST   elective         sign-in ok/404/ok/404  ok/404/ok/404  403            403            403
learner_reflections.index      GET    -                sign-in ok             ok             403            403            403
learner_reflections.about_unit GET    study_unit       sign-in ok/404/ok/404  ok/404/ok/404  403            403            403
learner_reflections.about_unit POST   study_unit       sign-in ok/404/ok/404  ok/404/ok/404  403            403            403
learner_reflections.about_day  GET    study_day        sign-in ok/404/ok/404  ok/404/ok/404  403            403            403
learner_reflections.about_day  POST   study_day        sign-in ok/404/ok/404  ok/404/ok/404  403            403            403
learner_quizzes.index          GET    -                sign-in ok             ok             403            403            403
learner_quizzes.view           GET    quiz             sign-in ok/404/ok/404  ok/404/ok/404  403            403            403
learner_quizzes.view           GET    quiz_draft       sign-in 404            404            403            403            403
learner_quizzes.start          POST   quiz             sign-in ok/404/ok/404  ok/404/ok/404  403            403            403
learner_quizzes.start          POST   quiz_draft       sign-in 404            404            403            403            403
learner_attempts.view          GET    attempt          sign-in ok/404/404/404 ok/404/404/404 403            403            403
learner_attempts.picture       GET    attempt_picture  sign-in ok/404/404/404 ok/404/404/404 403            403            403
learner_attempts.result        GET    result           sign-in ok/404/404/404 ok/404/404/404 403            403            403
learner_item_reports.new       GET    result           sign-in ok/404/404/404 ok/404/404/404 403            403            403
learner_item_reports.new       POST   result           sign-in ok/404/404/404 ok/404/404/404 403            403            403
learner_verification.view      GET    quiz             ok      ok             ok             ok             ok             ok
learner_verification.record    GET    quiz             ok      ok             ok             ok             ok             ok
learner_verification.view      GET    quiz_draft       404     404            404            404            404            404
learner_verification.record    GET    quiz_draft       404     404            404            404            404            404
learner_verification.paper     GET    quiz             sign-in ok             ok             403            403            403
learner_verification.paper     GET    quiz_draft       sign-in 404            404            403            403            403
learner_leaderboards.members   GET    -                sign-in ok             ok             403            403            403
learner_leaderboards.branches  GET    -                sign-in ok             ok             403            403            403

organiser_desk.view            GET    -                sign-in 403            ok             ok             ok             ok
organiser_study_units.index    GET    -                sign-in 403            403            ok             ok             ok
organiser_study_units.new      GET    -                sign-in 403            403            ok             ok             ok
organiser_study_units.new      POST   -                sign-in 403            403            ok             ok             ok
organiser_material_imports.new GET    -                sign-in 403            403            ok             ok             ok
organiser_material_imports.new POST   -                sign-in 403            403            ok             ok             ok
organiser_study_units.view     GET    study_unit       sign-in 403            403            ok/ok/404/404  ok/ok/404/404  ok
organiser_study_units.edit     GET    study_unit       sign-in 403            403            ok/ok/404/404  ok/ok/404/404  ok
organiser_study_units.edit     POST   study_unit       sign-in 403            403            ok/ok/404/404  ok/ok/404/404  ok
organiser_study_units.picture  GET    study_unit_draft_picture sign-in 403   403            ok/ok/404/404  ok/ok/404/404  ok
organiser_recordings.edit      GET    study_unit       sign-in 403            403            ok/ok/404/404  ok/ok/404/404  ok
organiser_recordings.edit      POST   study_unit       sign-in 403            403            ok/ok/404/404  ok/ok/404/404  ok
organiser_recordings.file      GET    study_unit_draft_recording sign-in 403  403            ok/ok/404/404  ok/ok/404/404  ok
organiser_recordings.remove    POST   study_unit_draft_recording sign-in 403  403            ok/ok/404/404  ok/ok/404/404  ok
organiser_study_units.restore  POST   study_unit       sign-in 403            403            ok/ok/404/404  ok/ok/404/404  ok
organiser_study_unit_flags.index GET  study_unit_draft sign-in 403            403            ok/ok/404/404  ok/ok/404/404  ok
organiser_study_unit_flags.decide POST study_flag      sign-in 403            403            ok/ok/404/404  ok/ok/404/404  ok
organiser_study_unit_flags.take_back POST study_unit_draft sign-in 403            403            ok/ok/404/404  ok/ok/404/404  ok
organiser_study_unit_reviews.index GET study_unit_draft sign-in 403           403            ok/ok/404/404  ok/ok/404/404  ok
organiser_study_unit_reviews.submit POST study_unit sign-in 403         403            ok/ok/404/404  ok/ok/404/404  ok
organiser_study_unit_reviews.give_back POST study_unit sign-in 403      403            ok/ok/404/404  ok/ok/404/404  ok
organiser_study_unit_reviews.sign POST study_unit sign-in 403           403            ok/ok/404/404  ok/ok/404/404  ok
organiser_study_unit_reviews.discard POST study_unit   sign-in 403            403            ok/ok/404/404  ok/ok/404/404  ok
organiser_study_unit_sentences.edit GET study_unit_draft sign-in 403          403            ok/ok/404/404  ok/ok/404/404  ok
organiser_study_unit_sentences.edit POST study_unit_draft sign-in 403         403            ok/ok/404/404  ok/ok/404/404  ok
organiser_study_unit_comparisons.new GET study_unit_draft sign-in 403         403            ok/ok/404/404  ok/ok/404/404  ok
organiser_study_unit_comparisons.new POST study_unit_draft sign-in 403        403            ok/ok/404/404  ok/ok/404/404  ok
organiser_word_lists.index     GET    -                sign-in 403            403            ok             ok             ok
organiser_word_lists.edit      GET    unit             sign-in 403            403            ok/ok/404/404  ok/ok/404/404  ok
organiser_word_lists.edit      POST   unit             sign-in 403            403            ok/ok/404/404  ok/ok/404/404  ok
organiser_word_lists.download  GET    unit             sign-in 403            403            ok/ok/404/404  ok/ok/404/404  ok
organiser_study_units.archive  POST   study_unit_draft sign-in 403            403            ok/ok/404/404  ok/ok/404/404  ok
organiser_drafted_items.index  GET    study_unit       sign-in 403            403            ok/ok/404/404  ok/ok/404/404  ok
organiser_drafted_items.decide POST   study_unit       sign-in 403            403            ok/ok/404/404  ok/ok/404/404  ok
organiser_coverage.view        GET    study_unit       sign-in 403            403            ok/ok/404/404  ok/ok/404/404  ok
organiser_completion.edit      GET    study_unit       sign-in 403            403            ok/ok/404/404  ok/ok/404/404  ok
organiser_completion.edit      POST   study_unit       sign-in 403            403            ok/ok/404/404  ok/ok/404/404  ok
organiser_paragraph_questions.index GET -              sign-in 403            403            ok             ok             ok
organiser_paragraph_questions.answer POST paragraph_question sign-in 403      403            ok/ok/404/404  ok/ok/404/404  ok
organiser_programmes.index     GET    -                sign-in 403            ok             ok             ok             ok
organiser_programmes.new       GET    -                sign-in 403            403            ok             ok             ok
organiser_programmes.new       POST   -                sign-in 403            403            ok             ok             ok
organiser_programmes.view      GET    programme        sign-in 403            ok/404/ok/404  ok/ok/ok/404   ok/ok/ok/404   ok
organiser_programmes.view      GET    programme_draft  sign-in 403            404            ok/ok/404/404  ok/ok/404/404  ok
organiser_programmes.progress  GET    programme        sign-in 403            ok/404/ok/404  ok/ok/ok/404   ok/ok/ok/404   ok
organiser_programmes.edit      GET    programme_draft  sign-in 403            403            ok/ok/404/404  ok/ok/404/404  ok
organiser_programmes.edit      GET    programme        sign-in 403            403            ok/ok/404/404  ok/ok/404/404  ok
organiser_programmes.edit      POST   programme_draft  sign-in 403            403            ok/ok/404/404  ok/ok/404/404  ok
organiser_programmes.publish   POST   programme_draft  sign-in 403            403            ok/ok/404/404  ok/ok/404/404  ok
organiser_programmes.withdraw  POST   programme        sign-in 403            403            ok/ok/404/404  ok/ok/404/404  ok
organiser_programmes.close     POST   programme        sign-in 403            403            ok/ok/404/404  ok/ok/404/404  ok
organiser_reflections.index    GET    -                sign-in 403            ok             ok             403            403
organiser_reflections.about_unit GET  study_unit       sign-in 403            ok/404/ok/404  ok/ok/ok/404   403            403
organiser_reflections.export_unit GET study_unit       sign-in 403            ok/404/ok/404  ok/ok/ok/404   403            403
organiser_reflections.about_day GET   study_day        sign-in 403            ok/404/ok/404  ok/ok/ok/404   403            403
organiser_reflections.export_day GET  study_day        sign-in 403            ok/404/ok/404  ok/ok/ok/404   403            403
organiser_reflections.mark     POST   reflection       sign-in 403            ok/404/404/404 ok/ok/ok/404   403            403
organiser_study_days.index     GET    -                sign-in 403            ok             ok             ok             ok
organiser_study_days.new       GET    -                sign-in 403            403            ok             ok             ok
organiser_study_days.new       POST   -                sign-in 403            403            ok             ok             ok
organiser_study_days.view      GET    study_day        sign-in 403            ok/404/ok/404  ok/ok/ok/404   ok/ok/ok/404   ok
organiser_study_days.participation GET study_day       sign-in 403            ok/404/ok/404  ok/ok/ok/404   ok/ok/ok/404   ok
organiser_study_days.cancel    POST   study_day        sign-in 403            403            ok/ok/404/404  ok/ok/404/404  ok
organiser_items.index          GET    -                sign-in 403            403            ok             ok             ok
organiser_items.export         GET    -                sign-in 403            403            ok             ok             ok
organiser_items.set_status     POST   -                sign-in 403            403            ok             ok             ok
organiser_items.new            GET    -                sign-in 403            403            ok             ok             ok
organiser_items.new            POST   -                sign-in 403            403            ok             ok             ok
organiser_items.picture        GET    picture          sign-in 403            403            ok/ok/404/404  ok/ok/404/404  ok
organiser_items.view           GET    item             sign-in 403            403            ok/ok/404/404  ok/ok/404/404  ok
organiser_items.edit           GET    item             sign-in 403            403            ok/ok/404/404  ok/ok/404/404  ok
organiser_items.edit           POST   item             sign-in 403            403            ok/ok/404/404  ok/ok/404/404  ok
organiser_item_filing.new      GET    -                sign-in 403            403            ok             ok             ok
organiser_item_filing.new      POST   -                sign-in 403            403            ok             ok             ok
organiser_item_checkup.view    GET    -                sign-in 403            403            ok             ok             ok
organiser_item_imports.template GET   -                sign-in 403            403            ok             ok             ok
organiser_item_imports.new     GET    -                sign-in 403            403            ok             ok             ok
organiser_item_imports.new     POST   -                sign-in 403            403            ok             ok             ok
organiser_item_imports.view    GET    import           sign-in 403            403            ok/404/404/404 ok/404/404/404 ok/404/404/404
organiser_item_imports.confirm POST   import           sign-in 403            403            ok/404/404/404 ok/404/404/404 ok/404/404/404
organiser_quizzes.index        GET    -                sign-in 403            403            ok             ok             ok
organiser_quizzes.new          GET    -                sign-in 403            403            ok             ok             ok
organiser_quizzes.new          POST   -                sign-in 403            403            ok             ok             ok
organiser_quizzes.view         GET    quiz             sign-in 403            403            ok/ok/404/404  ok/ok/404/404  ok
organiser_quizzes.paper        GET    quiz             sign-in 403            403            ok/ok/404/404  ok/ok/404/404  ok
organiser_quizzes.edit         GET    quiz_draft       sign-in 403            403            ok/ok/404/404  ok/ok/404/404  ok
organiser_quizzes.edit         POST   quiz_draft       sign-in 403            403            ok/ok/404/404  ok/ok/404/404  ok
organiser_quizzes.publish      POST   quiz_draft       sign-in 403            403            ok/ok/404/404  ok/ok/404/404  ok
organiser_quiz_analysis.view   GET    quiz             sign-in 403            403            ok/ok/404/404  ok/ok/404/404  ok
organiser_quiz_analysis.workbook GET  quiz             sign-in 403            403            ok/ok/404/404  ok/ok/404/404  ok
organiser_regrades.new         GET    quiz_item        sign-in 403            403            ok/ok/404/404  ok/ok/404/404  ok
organiser_regrades.new         POST   quiz_item        sign-in 403            403            ok/ok/404/404  ok/ok/404/404  ok
organiser_marking.index        GET    open_response    sign-in 403            403            ok/ok/404/404  ok/ok/404/404  ok
organiser_marking.mark         POST   open_response    sign-in 403            403            ok/ok/404/404  ok/ok/404/404  ok
organiser_item_reports.index   GET    -                sign-in 403            403            ok             ok             ok
organiser_item_reports.answer  POST   item_report      sign-in 403            403            ok/ok/404/404  ok/ok/404/404  ok
organiser_organisation.index   GET    -                sign-in 403            403            403            ok             ok
organiser_organisation.view    GET    unit             sign-in 403            403            403            ok/ok/404/404  ok
organiser_organisation.edit    GET    unit             sign-in 403            403            403            ok/ok/404/404  ok
organiser_organisation.edit    POST   unit             sign-in 403            403            403            ok/ok/404/404  ok
organiser_organisation.new     POST   unit             sign-in 403            403            403            ok/ok/404/404  ok
organiser_organisation.appoint POST   unit             sign-in 403            403            403            ok/ok/404/404  ok
organiser_organisation.reset_password POST appointment sign-in 403            403            403            ok/ok/404/404  ok
organiser_organisation.dismiss POST   appointment      sign-in 403            403            403            ok/ok/404/404  ok
organiser_members.new          GET    -                sign-in 403            403            403            ok             ok
organiser_members.new          POST   -                sign-in 403            403            403            ok             ok
organiser_members.edit         GET    member           sign-in 403            403            403            ok/ok/404/404  ok
organiser_members.edit         POST   member           sign-in 403            403            403            ok/ok/404/404  ok
organiser_members.reset_password POST member           sign-in 403            403            403            ok/ok/404/404  ok
organiser_members.import_list  GET    unit             sign-in 403            403            403            ok/ok/404/404  ok
organiser_members.import_list  POST   unit             sign-in 403            403            403            ok/ok/404/404  ok

api-docs.openapi_json          GET    -                ok      ok             ok             ok             ok             ok
api_sign_in.sign_in            POST   -                ok      ok             ok             ok             ok             ok
api_me.view                    GET    -                401     ok             ok             ok             ok             ok
api_me.list_points             GET    -                401     ok             ok             ok             ok             ok
api_study_days.today           GET    -                401     ok             ok             403            403            403
api_units.view                 GET    study_unit       401     ok/404/ok/404  ok/404/ok/404  403            403            403
api_units.view                 GET    study_unit_draft 401     404            404            403            403            403
api_units.save_progress        PUT    study_unit       401     ok/404/ok/404  ok/404/ok/404  403            403            403
api_units.save_progress        PUT    study_unit_draft 401     404            404            403            403            403
api_units.save_listening       PUT    study_unit_recording 401   ok/404/ok/404  ok/404/ok/404  403            403            403
api_units.write_note           PUT    paragraph        401     ok/404/ok/404  ok/404/ok/404  403            403            403
api_reflections.save_about_unit PUT   study_unit       401     ok/404/ok/404  ok/404/ok/404  403            403            403
api_reflections.save_about_day PUT    study_day        401     ok/404/ok/404  ok/404/ok/404  403            403            403
api_quizzes.start              POST   quiz             401     ok/404/ok/404  ok/404/ok/404  403            403            403
api_attempts.view              GET    attempt          401     ok/404/404/404 ok/404/404/404 403            403            403
api_attempts.save_response     PUT    attempt          401     ok/404/404/404 ok/404/404/404 403            403            403
api_attempts.submit            POST   attempt          401     ok/404/404/404 ok/404/404/404 403            403            403
api_attempts.result            GET    result           401     ok/404/404/404 ok/404/404/404 403            403            403
api_leaderboards.members       GET    -                401     ok             ok             403            403            403
api_leaderboards.branches      GET    -                401     ok             ok             403            403            403
"""


@dataclass(frozen=True)
class Row:
    """An address with one method; `kind` is "-" where no thing is named. `cells` holds an outcome for each role."""

    endpoint: str
    method: str
    kind: str
    cells: dict[str, str]

    def outcomes(self, role: str) -> dict[str, str]:
        """place -> outcome; one place where none matters, two where all are alike."""
        words = self.cells[role].split("/")
        if self.kind == "-":
            return {"own": words[0]}
        if len(words) == 1:
            return {"own": words[0], "foreign": words[0]}
        return dict(zip(PLACES, words, strict=True))


def read_table(text: str = TABLE) -> list[Row]:
    """The rows of the table."""
    lines = [line.split() for line in text.splitlines() if line.strip()][1:]
    return [
        Row(endpoint, method, kind, dict(zip(ROLES, cells, strict=True)))
        for endpoint, method, kind, *cells in lines
    ]


def uncovered(url_map: Map) -> set[tuple[str, str]]:
    """What the map has and the table lacks, or the other way round: (endpoint, method)."""
    routes = {
        (rule.endpoint, method)
        for rule in url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    return routes ^ {(row.endpoint, row.method) for row in read_table()}
