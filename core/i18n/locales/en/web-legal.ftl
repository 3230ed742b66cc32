# The pages /privacy and /terms of the web room
legal-privacy = Privacy
legal-terms = Terms of use
legal-operator = { $operator } runs this bot and is responsible for it. Contact: { $contact }
legal-kept = What is kept
legal-receivers = Who sees it
legal-deletion = How it is deleted
legal-cookie = The web room keeps one cookie, which tells it who you are. It follows nobody.
legal-platforms = What you write on Discord or Slack is on those platforms, too, under their own terms.
legal-rights = You can ask what is kept about you, and have it corrected or deleted: { $contact }
legal-use = You may use this bot where you have been let in, within the limits that it names. The operator may change, limit, pause or end it, and shut people out.
legal-answers = Models write the answers, and draw and speak them. They can be wrong, unfit or like the work of others. Check what matters. They are no advice in matters of law, health or money.
legal-forbidden = Do not use the bot to break the law, to harass or deceive anybody, to make pictures or texts that harm others, or to get around its limits. Give it nothing that you may not pass on.
legal-others = For the platform that you use the bot on, for the models and for their providers, their own terms apply.
legal-texts = What you write stays yours. The operator claims no rights in the answers.
legal-warranty = The bot is offered as it is, without any warranty. As far as the law allows, the operator is not liable for damage that comes from its use.
