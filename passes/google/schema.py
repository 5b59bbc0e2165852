"""What Google knows: every field and word of the five kinds of card we make.

A copy in short form of the walletobjects v1 discovery document (revision 20260806),
which the tests hold it against. One message per entry, `Name(Base): type field field;
type field`. Types: `text`, `bool`, `int32`, `double`, `int64` (digits in a string),
`=Words` (one of a set), `[type]` (a list) or another message. Legacy spellings of
words are read but never written, so they are not here.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Final

_MESSAGES: Final = """
AnyClass: AppLinkData appLinkData; CallbackOptions callbackOptions; ClassTemplateInfo
    classTemplateInfo; bool enableSmartTap; text id; [ImageModuleData]
    imageModulesData; LinksModuleData linksModuleData; [MerchantLocation]
    merchantLocations; [Message] messages; =MultipleDevicesAndHoldersAllowedStatus
    multipleDevicesAndHoldersAllowedStatus; [int64] redemptionIssuers;
    SecurityAnimation securityAnimation; [TextModuleData] textModulesData;
    [ValueAddedModuleData] valueAddedModuleData; =ViewUnlockRequirement
    viewUnlockRequirement
LastingClass(AnyClass): bool allowMultipleUsersPerObject; text countryCode
    hexBackgroundColor issuerName kind; Image heroImage wordMark; Uri homepageUri;
    InfoModuleData infoModuleData; LocalizedString localizedIssuerName; [LatLongPoint]
    locations; =NotifyPreference notifyPreference; Review review; =ReviewStatus
    reviewStatus; int64 version
LoyaltyClass(LastingClass): text accountIdLabel accountNameLabel programName
    rewardsTier rewardsTierLabel secondaryRewardsTier secondaryRewardsTierLabel;
    DiscoverableProgram discoverableProgram; Image programLogo wideProgramLogo;
    LocalizedString localizedAccountIdLabel localizedAccountNameLabel
    localizedProgramName localizedRewardsTier localizedRewardsTierLabel
    localizedSecondaryRewardsTier localizedSecondaryRewardsTierLabel
OfferClass(LastingClass): text details finePrint provider shortTitle title; Uri
    helpUri; Image titleImage wideTitleImage; LocalizedString localizedDetails
    localizedFinePrint localizedProvider localizedShortTitle localizedTitle;
    =RedemptionChannel redemptionChannel
GiftCardClass(LastingClass): bool allowBarcodeRedemption; text cardNumberLabel
    eventNumberLabel merchantName pinLabel; Image programLogo wideProgramLogo;
    LocalizedString localizedCardNumberLabel localizedEventNumberLabel
    localizedMerchantName localizedPinLabel
EventTicketClass(LastingClass): =ConfirmationCodeLabel confirmationCodeLabel; text
    eventId; LocalizedString customConfirmationCodeLabel customGateLabel
    customRowLabel customSeatLabel customSectionLabel eventName finePrint;
    EventDateTime dateTime; =GateLabel gateLabel; Image logo wideLogo; =RowLabel
    rowLabel; =SeatLabel seatLabel; =SectionLabel sectionLabel; EventVenue venue
GenericClass(AnyClass):
AnyObject: AppLinkData appLinkData; Barcode barcode; text classId id
    smartTapRedemptionValue; GroupingInfo groupingInfo; bool hasUsers; Image
    heroImage; [ImageModuleData] imageModulesData; [text] linkedObjectIds;
    LinksModuleData linksModuleData; [MerchantLocation] merchantLocations; [Message]
    messages; PassConstraints passConstraints; RotatingBarcode rotatingBarcode;
    SaveRestrictions saveRestrictions; =State state; [TextModuleData] textModulesData;
    TimeInterval validTimeInterval; [ValueAddedModuleData] valueAddedModuleData
LastingObject(AnyObject): bool disableExpirationNotification hasLinkedDevice;
    InfoModuleData infoModuleData; text kind; [LatLongPoint] locations;
    =NotifyPreference notifyPreference; int64 version
LoyaltyObject(LastingObject): text accountId accountName; LoyaltyClass classReference;
    [text] linkedOfferIds; LoyaltyPoints loyaltyPoints secondaryLoyaltyPoints
OfferObject(LastingObject): OfferClass classReference
GiftCardObject(LastingObject): Money balance; DateTime balanceUpdateTime; text
    cardNumber eventNumber pin; GiftCardClass classReference
EventTicketObject(LastingObject): text hexBackgroundColor ticketHolderName
    ticketNumber; EventTicketClass classReference; Money faceValue; [text]
    linkedOfferIds; EventReservationInfo reservationInfo; EventSeat seatInfo;
    LocalizedString ticketType
GenericObject(AnyObject): LocalizedString cardTitle header subheader; text
    hexBackgroundColor; =GenericType genericType; Image logo wideLogo; Notifications
    notifications
AppLinkData: AppLinkDataAppLinkInfo androidAppLinkInfo iosAppLinkInfo webAppLinkInfo;
    LocalizedString displayText
AppLinkDataAppLinkInfo: Image appLogoImage; AppLinkDataAppLinkInfoAppTarget appTarget;
    LocalizedString description title
Image: LocalizedString contentDescription; text kind privateImageId; ImageUri
    sourceUri
LocalizedString: TranslatedString defaultValue; text kind; [TranslatedString]
    translatedValues
TranslatedString: text kind language value
ImageUri: text description uri; LocalizedString localizedDescription
AppLinkDataAppLinkInfoAppTarget: text packageName; Uri targetUri
Uri: text description id kind uri; LocalizedString localizedDescription
CallbackOptions: text updateRequestUrl url
ClassTemplateInfo: CardBarcodeSectionDetails cardBarcodeSectionDetails;
    CardTemplateOverride cardTemplateOverride; DetailsTemplateOverride
    detailsTemplateOverride; ListTemplateOverride listTemplateOverride
CardBarcodeSectionDetails: BarcodeSectionDetail firstBottomDetail firstTopDetail
    secondTopDetail
BarcodeSectionDetail: FieldSelector fieldSelector
FieldSelector: [FieldReference] fields
FieldReference: =DateFormat dateFormat; text fieldPath
CardTemplateOverride: [CardRowTemplateInfo] cardRowTemplateInfos
CardRowTemplateInfo: CardRowOneItem oneItem; CardRowThreeItems threeItems;
    CardRowTwoItems twoItems
CardRowOneItem: TemplateItem item
TemplateItem: FieldSelector firstValue secondValue; =PredefinedItem predefinedItem
CardRowThreeItems: TemplateItem endItem middleItem startItem
CardRowTwoItems: TemplateItem endItem startItem
DetailsTemplateOverride: [DetailsItemInfo] detailsItemInfos
DetailsItemInfo: TemplateItem item
ListTemplateOverride: FirstRowOption firstRowOption; FieldSelector secondRowOption
    thirdRowOption
FirstRowOption: FieldSelector fieldOption; =TransitOption transitOption
DiscoverableProgram: DiscoverableProgramMerchantSigninInfo merchantSigninInfo;
    DiscoverableProgramMerchantSignupInfo merchantSignupInfo; =DiscoverableState state
DiscoverableProgramMerchantSigninInfo: Uri signinWebsite
DiscoverableProgramMerchantSignupInfo: [=SharedData] signupSharedDatas; Uri
    signupWebsite
ImageModuleData: text id; Image mainImage
InfoModuleData: [LabelValueRow] labelValueRows; bool showLastUpdateTime
LabelValueRow: [LabelValue] columns
LabelValue: text label value; LocalizedString localizedLabel localizedValue
LinksModuleData: [Uri] uris
LatLongPoint: text kind; double latitude longitude
MerchantLocation: double latitude longitude
Message: text body header id kind; TimeInterval displayInterval; LocalizedString
    localizedBody localizedHeader; =MessageType messageType
TimeInterval: DateTime end start; text kind
DateTime: text date
Review: text comments
SecurityAnimation: =AnimationType animationType
TextModuleData: text body header id; LocalizedString localizedBody localizedHeader
ValueAddedModuleData: LocalizedString body header; Image image; int32 sortIndex; text
    uri; ModuleViewConstraints viewConstraints
ModuleViewConstraints: TimeInterval displayInterval
Barcode: text alternateText kind value; =RenderEncoding renderEncoding;
    LocalizedString showCodeText; =Symbology type
GroupingInfo: text groupingId; int32 sortIndex
LoyaltyPoints: LoyaltyPointsBalance balance; text label; LocalizedString
    localizedLabel
LoyaltyPointsBalance: double double; int32 int; Money money; text string
Money: text currencyCode kind; int64 micros
PassConstraints: [=NfcConstraint] nfcConstraint; =ScreenshotEligibility
    screenshotEligibility
RotatingBarcode: text alternateText valuePattern; RotatingBarcodeValues
    initialRotatingBarcodeValues; =RenderEncoding renderEncoding; LocalizedString
    showCodeText; RotatingBarcodeTotpDetails totpDetails; =Symbology type
RotatingBarcodeValues: int64 periodMillis; text startDateTime; [text] values
RotatingBarcodeTotpDetails: =Algorithm algorithm;
    [RotatingBarcodeTotpDetailsTotpParameters] parameters; int64 periodMillis
RotatingBarcodeTotpDetailsTotpParameters: text key; int32 valueLength
SaveRestrictions: text restrictToEmailSha256
EventDateTime: LocalizedString customDoorsOpenLabel; text doorsOpen end kind start;
    =DoorsOpenLabel doorsOpenLabel
EventVenue: LocalizedString address name; text kind
EventReservationInfo: text confirmationCode kind
EventSeat: LocalizedString gate row seat section; text kind
Notifications: ExpiryNotification expiryNotification; UpcomingNotification
    upcomingNotification
ExpiryNotification: bool enableNotification
UpcomingNotification: bool enableNotification
"""

_WORDS: Final = """
MultipleDevicesAndHoldersAllowedStatus: MULTIPLE_HOLDERS ONE_USER_ALL_DEVICES
    ONE_USER_ONE_DEVICE
NotifyPreference: NOTIFY_ON_UPDATE
ReviewStatus: UNDER_REVIEW APPROVED REJECTED DRAFT
ViewUnlockRequirement: UNLOCK_NOT_REQUIRED UNLOCK_REQUIRED_TO_VIEW
DateFormat: DATE_TIME DATE_ONLY TIME_ONLY DATE_TIME_YEAR DATE_YEAR YEAR_MONTH
    YEAR_MONTH_DAY
PredefinedItem: FREQUENT_FLYER_PROGRAM_NAME_AND_NUMBER
    FLIGHT_NUMBER_AND_OPERATING_FLIGHT_NUMBER
TransitOption: ORIGIN_AND_DESTINATION_NAMES ORIGIN_AND_DESTINATION_CODES ORIGIN_NAME
DiscoverableState: TRUSTED_TESTERS LIVE DISABLED
SharedData: FIRST_NAME LAST_NAME STREET_ADDRESS ADDRESS_LINE_1 ADDRESS_LINE_2
    ADDRESS_LINE_3 CITY STATE ZIPCODE COUNTRY EMAIL PHONE
MessageType: TEXT EXPIRATION_NOTIFICATION TEXT_AND_NOTIFY
AnimationType: FOIL_SHIMMER
State: ACTIVE COMPLETED EXPIRED INACTIVE
RenderEncoding: UTF_8
Symbology: AZTEC CODE_39 CODE_128 CODABAR DATA_MATRIX EAN_8 EAN_13 ITF_14 PDF_417
    QR_CODE UPC_A TEXT_ONLY
NfcConstraint: BLOCK_PAYMENT BLOCK_CLOSED_LOOP_TRANSIT
ScreenshotEligibility: ELIGIBLE INELIGIBLE
Algorithm: TOTP_SHA1
RedemptionChannel: INSTORE ONLINE BOTH TEMPORARY_PRICE_REDUCTION
ConfirmationCodeLabel: CONFIRMATION_CODE CONFIRMATION_NUMBER ORDER_NUMBER
    RESERVATION_NUMBER
GateLabel: GATE DOOR ENTRANCE
RowLabel: ROW
SeatLabel: SEAT
SectionLabel: SECTION THEATER
DoorsOpenLabel: DOORS_OPEN GATES_OPEN
GenericType: GENERIC_SEASON_PASS GENERIC_UTILITY_BILLS GENERIC_PARKING_PASS
    GENERIC_VOUCHER GENERIC_GYM_MEMBERSHIP GENERIC_LIBRARY_MEMBERSHIP
    GENERIC_RESERVATIONS GENERIC_AUTO_INSURANCE GENERIC_HOME_INSURANCE
    GENERIC_ENTRY_TICKET GENERIC_RECEIPT GENERIC_LOYALTY_CARD GENERIC_BUSINESS_CARD
    GENERIC_BARCODE_PASS GENERIC_MEMBERSHIP_CARD GENERIC_STUDENT_CARD
    GENERIC_TRANSIT_PASS GENERIC_VEHICLE_REGISTRATION GENERIC_OTHER
"""

_ENTRY: Final = re.compile(r"(\w+)(?:\((\w+)\))?:(.*)\Z")

Fields = Mapping[str, str]


def _entries(table: str) -> Iterator[tuple[str, str, str]]:
    """(name, base, rest) of every entry; an indented line continues one."""
    for line in re.sub(r"\n +", " ", table.strip()).split("\n"):
        found = _ENTRY.match(line)
        if found is None:
            message = f"unreadable entry {line!r}"
            raise ValueError(message)
        name, base, rest = found.groups(default="")
        yield name, base, rest


def _messages() -> dict[str, Fields]:
    known: dict[str, Fields] = {"": {}}
    for name, base, rest in _entries(_MESSAGES):
        own = {
            field: kind
            for group in rest.split(";")
            for kind, *fields in filter(None, [group.split()])
            for field in fields
        }
        known[name] = {**known[base], **own}
    return known


MESSAGES: Final[Mapping[str, Fields]] = _messages()
"""Message → field → type."""

WORDS: Final[Mapping[str, frozenset[str]]] = {
    name: frozenset(words.split()) for name, _, words in _entries(_WORDS)
}
"""Name of a set → the words that may be sent."""

TYPES: Final = frozenset(
    f"{family}{part}"
    for family in ("loyalty", "offer", "giftCard", "eventTicket", "generic")
    for part in ("Class", "Object")
)
"""Resource types as the REST paths spell them."""


def message_of(resource_type: str) -> str:
    """`LoyaltyObject` for `loyaltyObject`."""
    return resource_type[:1].upper() + resource_type[1:]
