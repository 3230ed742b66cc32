"""What must hold after everything that went wrong."""

from collections import Counter, defaultdict

from tests.scenarios.chaos.process import StoredJob, World


async def faults_of(world: World) -> list[str]:
    """Everything that does not hold, in words.

    Every accepted command has exactly one ending where it was asked, and no message waits for one. Whatever was
    acknowledged was accepted, or refused in words. The ledger and the budget of the bot have counted what the
    providers were asked.
    """
    await world.web.refresh()
    jobs = defaultdict[str, list[StoredJob]](list)
    for job in world.jobs():
        jobs[job.key].append(job)
    found: list[str] = []
    for crowd in world.crowds:
        for spot in crowd.spots:
            here = [job for job in jobs.pop(spot.key, []) if not job.joined]
            found += [f"{spot.what}: job {job.id} is {job.state}" for job in here if not job.ended]
            answers, accepted = crowd.answers(spot), len(here)
            # A failure may be told in the plainest form, which has no buttons.
            plain = sum(job.state == "failed" for job in here)
            told = crowd.refusals(spot)
            if not accepted - min(plain, told) <= len(answers) <= accepted:
                found.append(f"{spot.what}: {accepted} accepted, {len(answers)} answers: {list(answers)}, {here}")
            if accepted > spot.actions:
                found.append(f"{spot.what}: {accepted} accepted of {spot.actions} commands")
            if crowd.acknowledged(spot) > accepted + told:
                found.append(f"{spot.what}: acknowledged, but neither accepted nor refused")
            if spot.sure and not accepted + told:
                found.append(f"{spot.what}: lost")
            found += [f"{spot.what}: left: {each}" for each in crowd.orphans(spot)]
    found += [f"{key}: nobody asked there: {left}" for key, left in jobs.items() if not key.startswith("web:")]
    accounts, asked = world.accounts(), len(world.hub.posts())
    if accounts.pending:
        found.append(f"{accounts.pending} charges are not settled")
    # A request that the process had noted when it died may or may not have reached the provider.
    if accounts.spent != accounts.spends + accounts.unfinished:
        found.append(f"the budget does not equal the ledger: {accounts}")
    if not accounts.spent - accounts.unfinished <= asked <= accounts.spent:
        found.append(f"providers were asked {asked} times: {accounts}")
    found += [f"Discord: {each}" for each in world.discord.violations]
    found += [f"Slack: {each}" for each in world.slack.problems]
    return found


def summary(world: World) -> str:
    """The run in numbers."""
    states = Counter(job.state for job in world.jobs())
    asked = {type(crowd).__name__: len(crowd.spots) for crowd in world.crowds}
    return f"asked {asked}; jobs {dict(states)}; {world.accounts()}; {len(world.hub.posts())} requests to providers"
