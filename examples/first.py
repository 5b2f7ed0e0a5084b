from jobstatus import AtsJobsPaginated, AtsJobValue, JobStatus, Unrecognized, converter

body = b"""{"next": null, "data": [
    {"id": "a1", "job_status": {"value": "open", "source_value": true}},
    {"id": "a2", "job_status": {"value": "on_hold", "source_value": {"id": 3, "label": "On Hold"}}},
    {"id": "a3", "job_status": {"value": "filled", "source_value": 18446744073709551617}},
    {"id": "a4", "job_status": null}
]}"""

page = converter.loads(body, AtsJobsPaginated)

for job in page.data:
    status = job.job_status or JobStatus()
    match status.value:
        case None:
            print(f"{job.id}: no status")
        case Unrecognized() as new:
            print(f"{job.id}: a status this version doesn't know, {new!r}")
        case AtsJobValue.PUBLISHED | AtsJobValue.OPEN:
            print(f"{job.id}: advertised")
        case known:
            print(f"{job.id}: {known}, at the provider {status.source_value}")

print(converter.dumps(page.data[2].job_status))
