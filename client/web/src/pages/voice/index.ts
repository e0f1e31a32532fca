/** The pages of complaints, feedback, improvements, surveys and standards: alike in most, and loaded together. */
export { default as Complaint } from "./complaint";
export { default as ComplaintKpis } from "./complaint-kpis";
export { default as ComplaintNew } from "./complaint-new";
export { default as ComplaintReceipt } from "./complaint-receipt";
export { default as Complaints } from "./complaints";
export { default as Feedback } from "./feedback";
export { default as FeedbackList } from "./feedback-list";
export { default as FeedbackNew } from "./feedback-new";
export { default as Improvement } from "./improvement";
export { default as ImprovementNew } from "./improvement-new";
export { default as Improvements } from "./improvements";
export { default as Standards } from "./standards";
export { default as Survey } from "./survey";
export { default as SurveyEnter } from "./survey-enter";
export { default as SurveyResults } from "./survey-results";
export { default as Surveys } from "./surveys";
