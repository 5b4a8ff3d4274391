"""Everything the phone app says; its modules name a sentence by its key."""

import json
from functools import cache

from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

LANGUAGES = ("id", "en")

WORDS: dict[str, Promise] = {
    "app_name": _("Rantai on the phone"),
    "app_promise": _(
        "Record heats, pours and castings, also without signal. What you write is kept on this "
        "phone until the co-operative has it."
    ),
    "needs_https": _(
        "This phone cannot keep your work locked at this address. Open Rantai by its address "
        "with https."
    ),
    "needs_network_once": _(
        "There is no signal. The first time this phone has to reach the co-operative; after "
        "that it works without."
    ),
    "sign_in_first": _(
        "Sign in once with your name and password. After that a PIN is enough, also without signal."
    ),
    "sign_in": _("Sign in"),
    "try_again": _("Try again"),
    "no_workshop": _(
        "Your account belongs to no workshop, so there is nothing to record on a phone. Use "
        "Rantai in the browser."
    ),
    "choose_pin": _("Choose a PIN"),
    "choose_pin_why": _(
        "{name}, the PIN locks everything on this phone. Nobody can look it up for you."
    ),
    "new_pin": _("Six digits that you will remember"),
    "new_pin_hint": _("Not your birthday, and not six times the same."),
    "pin_again": _("Once more, to be sure"),
    "pin_too_easy": _("That PIN is too easy to guess. Choose another."),
    "pins_differ": _("The two PINs differ. Choose one again."),
    "your_pin": _("Your PIN"),
    "your_pin_hint": _("It opens this phone's records without signal."),
    "wrong_pin": _("That is not the PIN. Try again."),
    "forgot_pin": _("Forgot the PIN?"),
    "forgot_pin_how": _(
        "Nobody can read what lies on this phone without the PIN. You can wipe it, sign in and "
        "choose a new one."
    ),
    "wait_before_pin": _("Too many wrong PINs. Wait {time}, then try again."),
    "digits_in": _("{count} of {of} digits"),
    "number_keys": _("Number keys"),
    "delete_digit": _("Delete the last digit"),
    "decimal_mark": _("Decimal comma"),
    "skip": _("Skip to the page"),
    "next_step": _("Next step"),
    "back": _("Back"),
    "menu": _("Menu"),
    "example": _("Example data"),
    "all_sent": _("All sent"),
    "on_phone": _("{count} not yet sent"),
    "to_look_at": _("{count} to look at"),
    "today": _("Today"),
    "workshop_has": _("{workshop} has {count} pieces to make."),
    "nothing_to_make": _("{workshop} has no accepted work order with pieces left to make."),
    "under_way": _("Heats under way"),
    "next_heat": _("Next heat"),
    "my_orders": _("My work orders"),
    "lately": _("Finished lately"),
    "day_of": _("As the co-operative told it: {moment}."),
    "start_heat_for": _("Start a heat for {order}"),
    "still_here": _("{count} records are still only on this phone."),
    "oldest_since": _("The oldest since {moment}."),
    "pieces_by": _("{count} pieces by {day}"),
    "left_of": _("{left} of {wanted} left"),
    "due": _("due {day}"),
    "pour_temperature": _("Pour at"),
    "pour_within": _("After inoculation"),
    "minutes_at_most": _("≤ {count} min"),
    "step_charge": _("Charge"),
    "step_sample": _("Take a sample"),
    "step_tap": _("Tap"),
    "step_inoculate": _("Inoculate"),
    "step_pour": _("Pour"),
    "step_count": _("Count castings"),
    "step_held": _("On hold"),
    "step_done": _("Done"),
    "heat_of": _("Heat for {order}"),
    "lot_of": _("Castings of {heat}"),
    "new_heat": _("New heat"),
    "no_furnace": _("This workshop has no ready furnace. Have one set ready, then start."),
    "order_not_here": _("This phone does not know that work order. Look at today's work."),
    "which_furnace": _("Which furnace?"),
    "how_much": _("{material}: how much?"),
    "left_kg": _("{mass} kg left"),
    "in_furnace": _("In the furnace"),
    "mass_above_zero": _("Write a mass above 0 kg and below 100,000 kg."),
    "not_used": _("Not this time"),
    "charge_done": _("The charge is complete"),
    "which_lot": _("Which lot?"),
    "no_material": _("No material in stock on this phone. Receive a lot, or wait for signal."),
    "take_sample": _("Take a chill sample and bring it to the lab."),
    "charged_so_far": _("{mass} kg charged so far."),
    "sample_taken": _("Sample is taken"),
    "lab_released": _("The lab released this heat."),
    "release_unknown": _("This phone has not heard of the lab's release."),
    "release_unknown_do": _(
        "Ask the lab before you pour. What you pour without its release stays on hold."
    ),
    "lab_read": _("The lab read"),
    "state_ok": _("in limits"),
    "state_watch": _("near a limit"),
    "state_below": _("too low"),
    "state_above": _("too high"),
    "tapped_now": _("Tapped just now"),
    "inoculated_now": _("Inoculated just now"),
    "since_tap": _("tapped"),
    "since_inoculation": _("inoculated, ≤ {count} min"),
    "too_late_to_pour": _("Too late: do not pour any more. Pig the rest."),
    "how_hot": _("How hot is the iron?"),
    "pour_too_cold": _("Do not pour: reheat it, or pig it."),
    "pour_too_hot": _("Do not pour yet: wait, then measure again."),
    "go_on": _("Go on"),
    "temperature_range": _("Write four digits, at most 1800 °C."),
    "how_heavy": _("How much iron was poured?"),
    "measured_c": _("Measured {value} °C"),
    "poured_now": _("Poured: save it"),
    "how_many": _("How many castings from ladle {ladle}?"),
    "poured_kg": _("{mass} kg poured at {time} °C"),
    "pieces": _("pcs"),
    "count_reaction": _("More pieces than this iron can make. Count again."),
    "save_count": _("Save the count"),
    "at_least_one": _("Write at least 1 piece."),
    "nothing_to_count": _("No ladle waits to be counted."),
    "counted": _("{count} castings counted. Scrap and machining are written on the lot."),
    "started_by": _("Begun by {name}, {time}"),
    "said_before": _("Photos and notes"),
    "heat_held": _("This heat is on hold. Do not pour; wait for the lab's decision."),
    "not_here": _("Not on this phone"),
    "heat_not_here": _(
        "This phone does not know that heat. It carries the heats of the last days only."
    ),
    "something_else": _("Something else"),
    "add_charge": _("Add to the charge"),
    "another_sample": _("Another sample"),
    "another_ladle": _("Another ladle"),
    "add_note": _("Photo, voice or note"),
    "take_photo": _("Take a photo"),
    "write_it": _("Write"),
    "speak_it": _("Speak"),
    "kilobytes": _("{count} kB"),
    "no_picture": _("This picture cannot be read. Take it again, as a JPEG."),
    "phone_full": _(
        "This phone has no room left, so this was not kept. Make room, or send what waits, then "
        "do it again. Figures still fit."
    ),
    "photo_saved": _("Photo saved on this phone ({size}). It is sent after the figures."),
    "file_here": _("still on this phone, {size}"),
    "file_there": _("with the co-operative"),
    "spoken_of": _("{at} of {of}"),
    "spoken": _("{time}, {size}"),
    "voice_limit": _("At most one minute, about {size}."),
    "begin_speaking": _("Speak now"),
    "stop_speaking": _("Stop"),
    "listen": _("Listen"),
    "speak_again": _("Once more"),
    "save_voice": _("Save the voice"),
    "no_microphone": _("The microphone cannot be used. Allow it in the browser, or write a note."),
    "what_happened": _("What happened?"),
    "save_note": _("Save the note"),
    "write_something": _("Nothing is written yet."),
    "in_limits": _("In limits"),
    "too_low": _("Too low"),
    "too_high": _("Too high"),
    "do_now": _("Do now:"),
    "type_number": _("Type the number first."),
    "queue": _("On this phone"),
    "queue_waits": _(
        "{count} records wait to be sent, the oldest since {moment}. They are safe here until "
        "the co-operative has them."
    ),
    "queue_empty": _("Everything is with the co-operative."),
    "look_at_these": _("Look at these"),
    "not_sent": _("Not yet sent"),
    "and_more": _("and {count} more"),
    "saved_lately": _(
        "{count} records were saved by the co-operative and stay here until the next news."
    ),
    "send_now": _("Send now"),
    "show_codes": _("Show as codes to another phone"),
    "read_codes": _("Read codes of another phone"),
    "session_over": _(
        "Your sign-in is over. Nothing on this phone is lost: sign in again and it will be sent."
    ),
    "device_signed_out": _(
        "The office signed this phone out. What is on it cannot be sent from here any more; "
        "show it as codes to another phone."
    ),
    "no_network": _("The co-operative cannot be reached just now. It is tried again by itself."),
    "last_contact": _("Last heard from the co-operative: {moment}."),
    "conflict_kept": _(
        "Both records are kept. The pieces are on hold until a person at the co-op decides."
    ),
    "kind_heat_opened": _("Heat started"),
    "kind_charge_loaded": _("Charge"),
    "kind_sample_taken": _("Sample"),
    "kind_pour_recorded": _("Ladle"),
    "kind_castings_counted": _("Castings counted"),
    "kind_scrap_recorded": _("Scrap"),
    "kind_machining_recorded": _("Machining"),
    "kind_sand_mixed": _("Sand batch"),
    "kind_cores_made": _("Core lot"),
    "kind_moulds_closed": _("Moulds closed"),
    "kind_moulds_filled": _("Moulds filled"),
    "kind_note_written": _("Note"),
    "kind_photo_taken": _("Photo"),
    "kind_voice_recorded": _("Voice"),
    "files_not_sent": _("Photos and voices not yet sent"),
    "files_not_sent_how": _(
        "Their records have arrived; the files follow when the signal is good enough. They stay "
        "on this phone until the co-operative has them."
    ),
    "codes_no_files": _(
        "Photos and voices do not fit into codes: {count} stay on this phone and follow when it "
        "has signal."
    ),
    "record_scrap": _("Record scrap"),
    "record_machining": _("Record machining"),
    "hand": _("Which thumb?"),
    "right_hand": _("Right thumb"),
    "left_hand": _("Left thumb"),
    "light": _("How bright is it?"),
    "light_auto": _("As the phone is set"),
    "light_sun": _("Bright sun"),
    "language": _("Language"),
    "paper_sheet": _("Paper sheet for a day without power"),
    "lock_now": _("Lock the phone's records"),
    "sign_out": _("Sign out"),
    "all_sent_wipe": _(
        "Everything is with the co-operative. Signing out wipes it from this phone."
    ),
    "sign_out_wipe": _("Sign out and wipe"),
    "not_all_sent": _("{count} records are only on this phone. Wiped, they are lost for ever."),
    "send_first": _("Send first"),
    "wipe_anyway": _("Wipe without sending"),
    "type_count_to_wipe": _("{count} records would be lost. Type that number to wipe them."),
    "type_the_count": _("That is not the number. Nothing was wiped."),
    "wipe_for_good": _("Wipe for good"),
    "keep_it": _("Keep everything"),
    "lots_scrap": _("Scrap"),
    "lots_machining": _("Machining"),
    "which_castings": _("Which castings?"),
    "no_lots": _("No castings with pieces left are known on this phone."),
    "no_such_lot": _("No castings with the code {code} on this phone. Look at the code again."),
    "type_code": _("Type the code on the label or piece"),
    "find_lot": _("Find"),
    "scan": _("Scan with the camera"),
    "camera_picture": _("Picture of the camera"),
    "no_camera": _("The camera cannot be used. Allow it in the browser, or type the code."),
    "pieces_left": _("{count} pcs left"),
    "lot_not_here": _("This phone knows no such castings with pieces left."),
    "which_defect": _("Which defect?"),
    "found_where": _("Where was it found?"),
    "at_shakeout": _("At shake-out or fettling"),
    "at_machining": _("At machining"),
    "where_on_piece": _("Where on the piece?"),
    "spot_top": _("top"),
    "spot_side": _("side"),
    "spot_bottom": _("bottom"),
    "spot_bore": _("bore"),
    "spot_flange": _("flange"),
    "spot_end": _("end"),
    "spot_middle": _("middle"),
    "other_shape": _("Another shape"),
    "everywhere": _("Everywhere, or hard to say"),
    "which_piece": _("Which piece?"),
    "which_pieces": _("Which pieces?"),
    "how_many_scrap": _("How many pieces are scrap?"),
    "save_scrap": _("Save the scrap"),
    "more_than_left": _("Only {count} pieces are left. Count again."),
    "which_machine": _("Which machine?"),
    "no_machine": _("No ready machine tool is within reach of this workshop."),
    "other_machine": _("Not on {code}"),
    "how_many_machined": _("How many pieces were machined?"),
    "save_machining": _("Save the machining"),
    "code_of": _("Code {at} of {of}"),
    "codes_how": _(
        "{count} records. Hold the other phone over the screen until it has all codes. They "
        "stay here until the co-operative has them."
    ),
    "code_before": _("One code back"),
    "code_after": _("One code on"),
    "codes_turn": _("Keep turning"),
    "codes_read": _("{have} of {of} codes read"),
    "taken_over": _("{count} records taken over. This phone sends them when it has signal."),
    "not_our_code": _(
        "That is not a code of a Rantai phone. Show the codes under 'On this phone'."
    ),
    "paste_codes": _("Or paste the codes' text here, one a line"),
    "take_pasted": _("Take what is pasted"),
    "read_how": _("On the other phone: On this phone, then Show as codes."),
    "no_scanning": _("This browser cannot read codes by camera. Paste their text."),
    "waits_there": _("With the co-operative, waiting"),
    "fact_conflict": _("Two records disagree"),
    "fact_refused": _("Not accepted"),
    "fact_resolved": _("Decided"),
    "fact_set_aside": _("Set aside"),
    "fact_malformed": _("Not taken, still here"),
    "understood": _("Understood"),
    "kind_heat_tapped": _("Tapped"),
    "kind_heat_inoculated": _("Inoculated"),
    "clock_slow": _(
        "This phone's clock is {minutes} minutes slow: it shows {here}, and it is {there}. Let "
        "the network set it; the times sent are corrected."
    ),
    "clock_fast": _(
        "This phone's clock is {minutes} minutes fast: it shows {here}, and it is {there}. Let "
        "the network set it; the times sent are corrected."
    ),
    "record_inspection": _("Inspect"),
    "lots_inspect": _("Inspection"),
    "kind_lot_inspected": _("Inspection"),
    "kind_lot_checked": _("Check"),
    "lots_check": _("Own check"),
    "record_check": _("Check by the control plan"),
    "how_many_checked": _("How many pieces lie here?"),
    "how_many_bad": _("{name}: how many of {count} are not good?"),
    "more_than_looked_at": _("Only {count} pieces were looked at. Count again."),
    "one_back": _("One back"),
    "which_gauge": _("What is it measured with?"),
    "type_gauge": _("Type the code of another gauge"),
    "no_such_gauge": _("{code} is no gauge on this phone. Read its label again."),
    "measure_with": _("Measure with {gauge}"),
    "measure_anyway": _("Measure with {gauge} all the same"),
    "gauge_is": _("Gauge {gauge}"),
    "gauge_failed": _("{gauge} failed its last calibration."),
    "gauge_study": _("{gauge} failed its gauge study."),
    "gauge_expired": _("The calibration of {gauge} ran out on {day}."),
    "gauge_unproven": _("{gauge} was never calibrated."),
    "gauge_not_taken": _("Its readings are not taken. Choose another gauge."),
    "gauge_marked": _("Its readings are marked."),
    "leave_out": _("Leave this out"),
    "left_out": _("left out"),
    "was_good": _("It was good"),
    "is_out": _("Out"),
    "nothing_measured": _("Nothing is measured yet. Go back and measure at least one piece."),
    "save_check": _("Save the check"),
    "nothing_accepted": _(
        "A sample is out: nothing of this lot will be accepted, and it goes on hold."
    ),
    "no_plan": _("This part has no control plan on this phone. Ask the lab, or wait for signal."),
    "how_many_offered": _("How many pieces are inspected?"),
    "characteristic_of": _("{name}, sample {at} of {of}"),
    "good": _("Good"),
    "bad": _("Not good"),
    "how_many_rejected": _("How many pieces have it?"),
    "rejects_besides": _("Pieces with a defect? Choose it, or save."),
    "save_inspection": _("Save the inspection"),
    "codes": _("Codes"),
    "moulds": _("Moulds"),
    "close_moulds": _("Close moulds"),
    "moulds_filled": _("Moulds filled"),
    "no_moulds": _("No moulds are recorded on this phone."),
    "mould_last": _("Mould {first} to which number?"),
    "first_mould": _("First mould"),
    "numbers_between": _("Write {first} to {last}."),
    "mould_hardness": _("How hard, at the softest place?"),
    "mould_soft": _("Ram it again, or knock it out."),
    "mould_hard": _("Ram less, and vent it well."),
    "save_moulds": _("Save the moulds"),
    "not_measured": _("Not measured"),
    "not_recorded": _("Not recorded"),
    "change_parts": _("Pattern, sand, cores"),
    "pattern": _("Pattern"),
    "choose_pattern": _("Choose the pattern"),
    "type_pattern": _("Type the number on the pattern"),
    "sand_batch": _("Sand batch"),
    "core_lot": _("Core lot"),
    "new_sand": _("New sand batch"),
    "save_sand": _("Save the sand batch"),
    "sand_out": _("Do not mould with it: mix it again, then test again."),
    "test_moisture_pct": _("Moisture"),
    "test_compactability_pct": _("Compactability"),
    "test_green_strength_kpa": _("Green strength"),
    "test_permeability": _("Permeability"),
    "new_cores": _("New core lot"),
    "core_box": _("Core box"),
    "core_box_painted": _("As it is painted on the box"),
    "binder": _("Sand and binder"),
    "binder_such": _("Such as water glass with CO2."),
    "how_many_cores": _("How many cores?"),
    "usable_for": _("How long are they usable?"),
    "days_of": _("{count} days"),
    "not_known": _("Not known"),
    "past_time": _("past its time"),
    "empty_of": _("{count} empty"),
    "all_filled": _("all filled"),
    "filled_to": _("Ladle {ladle}: {pattern} from {first} to which number?"),
    "all_to": _("All, to {last}"),
    "saved_here": _("Saved on this phone."),
    "day_too_old": _(
        "The limits on this phone are more than a week old. Find signal before you rely on them."
    ),
}


@cache
def modules() -> dict[str, str]:
    """The app's modules of words by name: the keys once, and their sentences in each language.

    Both languages are kept on the phone, so that it changes over without signal; keys written
    twice would cost as much as a screen.
    """
    keys = sorted(WORDS)
    return {
        "words-keys.js": _module(keys),
        **{f"words-{language}.js": _module(_said(keys, language)) for language in LANGUAGES},
    }


def _said(keys: list[str], language: str) -> list[str]:
    with translation.override(language):
        return [str(WORDS[key]) for key in keys]


def _module(rows: list[str]) -> str:
    return f"export default {json.dumps(rows, ensure_ascii=False, separators=(',', ':'))};\n"
